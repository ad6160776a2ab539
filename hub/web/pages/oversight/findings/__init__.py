"""What the hub found, to be ordered to be mended."""
