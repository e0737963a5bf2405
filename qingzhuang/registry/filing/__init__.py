"""The filing form of an app or mini-program (MG-FORM), filled from what the platform already knows."""
