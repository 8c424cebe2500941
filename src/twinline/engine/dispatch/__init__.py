"""From a composed message to Meta, once: outbox, pace, sender, outcomes."""
