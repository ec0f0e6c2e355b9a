"""The company's colours as a sheet of style."""

from shared.looks.rules import Look, shades_of_lamp, shades_of_wall

_DARK_BEAM = "--lamp-beam: #2b2a24;"
"""In the dark theme the light on the floor is only a hint of itself."""


def style_of(look: Look) -> str:
    """Return the sheet: the design's values in the company's colours, in every theme but high contrast."""
    shades = (shades_of_wall(look.wall) if look.wall else {}) | (shades_of_lamp(look.lamp) if look.lamp else {})
    if not shades:
        return ""
    values = " ".join(f"--{name}: {colour};" for name, colour in shades.items())
    dark = f'[data-theme="dark"][data-theme="dark"] {{ {_DARK_BEAM} }}\n' if look.lamp else ""
    return f':root:not([data-theme="contrast"]) {{ {values} }}\n{dark}'
