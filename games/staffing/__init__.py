"""What staff pages show, computed from the state of an exercise: pure builders of template contexts."""
