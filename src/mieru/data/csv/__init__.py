"""Tables in CSV files that nobody prepared: encodings, delimiters, kinds of columns, gigabytes."""
