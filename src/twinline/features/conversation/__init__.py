"""The Conversation page: the list, the thread, and what a person does in them."""
