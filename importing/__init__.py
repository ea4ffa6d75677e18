"""What the two imports share: problems with their place, counted verdicts, one kind of command."""
