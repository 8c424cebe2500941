"""What happens in the world: people on their phones, sends of the API, ticks, and how each is told."""
