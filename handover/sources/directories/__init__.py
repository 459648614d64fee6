"""Directories (LDAP, Active Directory)."""
