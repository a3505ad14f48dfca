"""Views: decode, hand over to a service, render."""
