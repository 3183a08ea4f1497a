"""Writing to the grader what is no answer. A reader that takes messages at their word does what they say, or dies."""

from __future__ import annotations

from attacks.attack import Attack

SAY = """
def say(data):
    while data:
        data = data[os.write(conversation(), data):]

def frame(header, body=b""):
    return struct.pack("<4sIQ", b"KIT1", len(header), len(body)) + header + body

def tensor(shape):
    header = b'{"0":{"dtype":"F64","shape":' + shape + b',"data_offsets":[0,8]}}'
    return struct.pack("<Q", len(header)) + header + bytes(8)
"""


def says(name: str, message: str, held: str = "BadAnswer") -> Attack:
    """An attack whose one message is the value of an expression."""
    return Attack(name, f"{SAY}\ndef attack(context):\n    say({message})\n    os._exit(0)\n", held=held)


WIRE = [
    says("sends garbage", "b'garbage ' * 1000"),
    says("sends nothing but zeros", "bytes(1 << 20)"),
    says("sends a pickle that runs code", "frame(b\"(S'value'\\ncos\\nsystem\\n(S'touch trapped'\\ntRd.\")"),
    says("announces a message of 16 EiB", "struct.pack('<4sIQ', b'KIT1', 2, 2**64 - 1) + b'{}'"),
    says("sends JSON nested a hundred thousand deep", "frame(b'[' * 100_000 + b']' * 100_000)"),
    says("sends a list", "frame(b'[1,2]')"),
    says("sends a text", "frame(b'\"text\"')"),
    says("sends an integer of ten thousand digits", "frame(b'{\"value\":' + b'9' * 10_000 + b'}')"),
    says("sends half a character", 'frame(b\'{"printed":"","value":"\\\\ud800"}\')'),
    says("refers to a tensor that is not there", 'frame(b\'{"printed":"","value":{"$tensor":"7"}}\')'),
    says(
        "sends a tensor whose shape is larger than its data",
        """frame(b'{"printed":"","value":{"$tensor":"0"}}', tensor(b'[1099511627776]'))""",
    ),
    says("ends in the middle of a message", "frame(b'{\"value\":1}')[:-3]", held="Died"),
    says("says nothing and hangs up", "b''", held="Died"),
]
