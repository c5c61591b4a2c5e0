"""Networks that learn while a page watches: sessions, their messages, the WebSocket."""
