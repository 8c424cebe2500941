"""Meta's Graph API, as far as a platform for WhatsApp numbers needs it."""
