"""Civil-service conduct norms as composable rules over staff facts, with verdicts that give their reasons."""
