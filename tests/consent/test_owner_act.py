"""What the enrolled person says aloud before an act of weight."""

from consent.owner_act import SENTENCES, OwnerAct
from liveness.engines.speech import PocketSphinxSpeech


def test_every_act_has_a_sentence_of_its_own() -> None:
    assert set(SENTENCES) == set(OwnerAct)
    assert len(set(SENTENCES.values())) == len(OwnerAct)


def test_every_sentence_can_be_recognised() -> None:
    speech = PocketSphinxSpeech()
    assert [word for text in SENTENCES.values() for word in text.split() if not speech.knows(word)] == []
