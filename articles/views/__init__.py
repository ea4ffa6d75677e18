"""The pages. What is public is the same for every anonymous reader and may be kept by caches."""
