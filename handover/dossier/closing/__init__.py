"""What only the dossier of a closure has: aims and ends, money and dates against plan, advice for a restart."""
