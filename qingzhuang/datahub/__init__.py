"""The data hub: data elements, the people, households, organisations and places they are about, and what is held."""
