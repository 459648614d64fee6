"""What is wrong with a command that was typed, in our own sentences."""

from typing import Final, NamedTuple

import click
from click.exceptions import BadOptionUsage, NoArgsIsHelpError, NoSuchCommand, NoSuchOption

# These stand after the command that they are for.
_FOR_COMMANDS: Final = frozenset({"--json", "--workspace"})


class Said(NamedTuple):
    """One sentence, and what to do about it."""

    sentence: str
    what_to_do: str | None


def explained(error: click.ClickException) -> Said:
    """What a person should read about a mistake in a command."""
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    if isinstance(error, BadOptionUsage):
        needs = "no value" if "does not take" in error.message else "a value after it"
        return Said(f"{error.option_name} takes {needs}.", f"See: {ctx.command_path if ctx else 'handover'} --help")
    if ctx is None:
        return Said(error.format_message(), "See: handover --help")
    return Said(_sentence(error, ctx), _what_to_do(error, ctx))


def _sentence(error: click.ClickException, ctx: click.Context) -> str:
    path = ctx.command_path
    match error:
        case NoArgsIsHelpError():
            return f"“{path}” needs a command: {', '.join(_commands(ctx))}."
        case NoSuchCommand():
            return f"“{path}” has no command “{error.command_name}”.{_offer(error.command_name, _commands(ctx))}"
        case NoSuchOption():
            offer = "" if error.option_name in _FOR_COMMANDS else _offer(error.option_name, _options(ctx))
            return f"“{path}” has no option “{error.option_name}”.{offer}"
        case click.MissingParameter():
            return f"“{path}” needs {_needed(error.param, ctx)}."
        case click.BadParameter():
            return f"{_called(error.param, ctx)} {error.message}"
    return error.format_message()


def _what_to_do(error: click.ClickException, ctx: click.Context) -> str:
    if isinstance(error, NoSuchOption) and isinstance(ctx.command, click.Group) and error.option_name in _FOR_COMMANDS:
        return f"Put {error.option_name} after the command: {ctx.command_path} COMMAND {error.option_name}"
    if isinstance(error, click.MissingParameter) and (example := getattr(ctx.command, "example", None)):
        return f"For example: {example}"
    if isinstance(error, TooManyWords):
        return "Put a name or a text of several words in quotation marks."
    return f"See: {ctx.command_path} --help"


class TooManyWords(click.UsageError):
    """There are words behind the command that it cannot use."""

    def __init__(self, words: list[str], ctx: click.Context) -> None:
        them = "this is" if len(words) == 1 else "these are"
        said = ", ".join(f"“{word}”" for word in words)
        super().__init__(f"“{ctx.command_path}” was given more than it can use; {them} too much: {said}.", ctx)


def _commands(ctx: click.Context) -> list[str]:
    return ctx.command.list_commands(ctx) if isinstance(ctx.command, click.Group) else []


def _options(ctx: click.Context) -> list[str]:
    return [name for param in ctx.command.get_params(ctx) for name in param.opts if name.startswith("--")]


def _offer(word: str, among: list[str]) -> str:
    from handover.sources.near import did_you_mean

    return did_you_mean(word, among)


def _needed(param: click.Parameter | None, ctx: click.Context) -> str:
    called = _called(param, ctx)
    if isinstance(param, click.Option):
        described = (param.help or "").rstrip(".")
        return f"{called}: {described[:1].lower()}{described[1:]}" if described else called
    return called


def _called(param: click.Parameter | None, ctx: click.Context) -> str:
    if isinstance(param, click.Option):
        return param.opts[0]
    return param.make_metavar(ctx) if param is not None else "what was given"
