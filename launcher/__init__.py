"""What ./run does: set-up, private servers, processes. Standard library only."""
