"""Personal data in texts that are to be public: what they look like, and where they stand."""
