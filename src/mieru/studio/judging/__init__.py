"""What a recording is worth: judged on a part of its data, for its page and for a comparison."""
