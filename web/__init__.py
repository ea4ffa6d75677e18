"""What holds for every page of every app: the page cache and what makes its pages stale."""
