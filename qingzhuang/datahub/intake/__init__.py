"""Taking a file of any size into the hub: reading its rows, putting each value into its one spelling, finding whom it
is about, and recording what was told."""
