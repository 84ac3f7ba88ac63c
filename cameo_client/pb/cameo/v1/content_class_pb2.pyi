from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ContentClass(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CONTENT_CLASS_UNSPECIFIED: _ClassVar[ContentClass]
    CONTENT_CLASS_SEXUAL: _ClassVar[ContentClass]
    CONTENT_CLASS_POLITICAL: _ClassVar[ContentClass]
    CONTENT_CLASS_VIOLENCE: _ClassVar[ContentClass]
    CONTENT_CLASS_MINORS_PRESENT: _ClassVar[ContentClass]
    CONTENT_CLASS_ENDORSEMENT: _ClassVar[ContentClass]
    CONTENT_CLASS_MEDICAL_CLAIM: _ClassVar[ContentClass]
    CONTENT_CLASS_LEGAL_CLAIM: _ClassVar[ContentClass]
    CONTENT_CLASS_FINANCIAL_CLAIM: _ClassVar[ContentClass]
    CONTENT_CLASS_CRIME_CONFESSION: _ClassVar[ContentClass]
    CONTENT_CLASS_BODY_CHANGE: _ClassVar[ContentClass]
    CONTENT_CLASS_SLURS: _ClassVar[ContentClass]
    CONTENT_CLASS_SEXUAL_MINORS: _ClassVar[ContentClass]
    CONTENT_CLASS_SEXUAL_VIOLENCE: _ClassVar[ContentClass]
    CONTENT_CLASS_UNDRESSING: _ClassVar[ContentClass]
    CONTENT_CLASS_IDENTITY_FRAUD: _ClassVar[ContentClass]
CONTENT_CLASS_UNSPECIFIED: ContentClass
CONTENT_CLASS_SEXUAL: ContentClass
CONTENT_CLASS_POLITICAL: ContentClass
CONTENT_CLASS_VIOLENCE: ContentClass
CONTENT_CLASS_MINORS_PRESENT: ContentClass
CONTENT_CLASS_ENDORSEMENT: ContentClass
CONTENT_CLASS_MEDICAL_CLAIM: ContentClass
CONTENT_CLASS_LEGAL_CLAIM: ContentClass
CONTENT_CLASS_FINANCIAL_CLAIM: ContentClass
CONTENT_CLASS_CRIME_CONFESSION: ContentClass
CONTENT_CLASS_BODY_CHANGE: ContentClass
CONTENT_CLASS_SLURS: ContentClass
CONTENT_CLASS_SEXUAL_MINORS: ContentClass
CONTENT_CLASS_SEXUAL_VIOLENCE: ContentClass
CONTENT_CLASS_UNDRESSING: ContentClass
CONTENT_CLASS_IDENTITY_FRAUD: ContentClass

class ContentLabels(_message.Message):
    __slots__ = ("classifier", "classes")
    CLASSIFIER_FIELD_NUMBER: _ClassVar[int]
    CLASSES_FIELD_NUMBER: _ClassVar[int]
    classifier: str
    classes: _containers.RepeatedScalarFieldContainer[ContentClass]
    def __init__(self, classifier: _Optional[str] = ..., classes: _Optional[_Iterable[_Union[ContentClass, str]]] = ...) -> None: ...
