"""Reports: values that can be told in both languages, and the page and pictures made of them."""
