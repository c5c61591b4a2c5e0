"""The server side of the Selection page: networks and settings compared on a table."""
