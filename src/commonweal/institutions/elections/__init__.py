"""Elections: first past the post and list systems on real votes."""
