"""Mappings for tests: a registration's first one, fitted to columns that are just named."""

from handover.sources.mapping.mapping import CompiledMapping
from handover.sources.registering.registration import Registration


def compile_mapping(
    registration: Registration, columns: tuple[str, ...] | None, names: tuple[str, ...] | None = None
) -> CompiledMapping:
    return CompiledMapping(registration.makings[0], columns, names)
