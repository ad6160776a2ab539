"""Something happens to a license: suspended, resumed, inspected, ended."""
