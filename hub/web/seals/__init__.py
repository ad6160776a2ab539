"""What whoever verifies licenses needs: the roots of trust, and the landing of a QR code."""
