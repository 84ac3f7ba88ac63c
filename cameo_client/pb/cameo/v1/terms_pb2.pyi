from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor

class Audience(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AUDIENCE_UNSPECIFIED: _ClassVar[Audience]
    AUDIENCE_NOBODY: _ClassVar[Audience]
    AUDIENCE_ONLY_ME: _ClassVar[Audience]
    AUDIENCE_APPROVED: _ClassVar[Audience]
    AUDIENCE_MUTUALS: _ClassVar[Audience]
    AUDIENCE_EVERYONE: _ClassVar[Audience]

class Assurance(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ASSURANCE_UNSPECIFIED: _ClassVar[Assurance]
    ASSURANCE_NONE: _ClassVar[Assurance]
    ASSURANCE_UPLOADED: _ClassVar[Assurance]
    ASSURANCE_DEMO: _ClassVar[Assurance]
    ASSURANCE_LIVE: _ClassVar[Assurance]
    ASSURANCE_LIVE_ATTESTED: _ClassVar[Assurance]
    ASSURANCE_WORDLESS: _ClassVar[Assurance]

class Use(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    USE_UNSPECIFIED: _ClassVar[Use]
    USE_PRIVATE: _ClassVar[Use]
    USE_PUBLISH: _ClassVar[Use]
    USE_REMIX: _ClassVar[Use]
    USE_AD: _ClassVar[Use]

class Modality(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MODALITY_UNSPECIFIED: _ClassVar[Modality]
    MODALITY_FACE: _ClassVar[Modality]
    MODALITY_VOICE: _ClassVar[Modality]

class AgeClass(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AGE_CLASS_UNSPECIFIED: _ClassVar[AgeClass]
    AGE_CLASS_MINOR: _ClassVar[AgeClass]
    AGE_CLASS_ADULT: _ClassVar[AgeClass]
    AGE_CLASS_UNKNOWN: _ClassVar[AgeClass]
AUDIENCE_UNSPECIFIED: Audience
AUDIENCE_NOBODY: Audience
AUDIENCE_ONLY_ME: Audience
AUDIENCE_APPROVED: Audience
AUDIENCE_MUTUALS: Audience
AUDIENCE_EVERYONE: Audience
ASSURANCE_UNSPECIFIED: Assurance
ASSURANCE_NONE: Assurance
ASSURANCE_UPLOADED: Assurance
ASSURANCE_DEMO: Assurance
ASSURANCE_LIVE: Assurance
ASSURANCE_LIVE_ATTESTED: Assurance
ASSURANCE_WORDLESS: Assurance
USE_UNSPECIFIED: Use
USE_PRIVATE: Use
USE_PUBLISH: Use
USE_REMIX: Use
USE_AD: Use
MODALITY_UNSPECIFIED: Modality
MODALITY_FACE: Modality
MODALITY_VOICE: Modality
AGE_CLASS_UNSPECIFIED: AgeClass
AGE_CLASS_MINOR: AgeClass
AGE_CLASS_ADULT: AgeClass
AGE_CLASS_UNKNOWN: AgeClass
