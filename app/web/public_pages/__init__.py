"""The pages about the map itself: rules, privacy, accessibility, help, contacts."""
