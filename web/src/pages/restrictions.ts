import { act, Refused } from "../api";
import { type Restrictions } from "../contract";
import { h } from "../dom";
import { area, checks, onSubmit } from "../forms";
import { text } from "../messages";
import { paragraph, part } from "../parts";

const CHANGED = "RESTRICTIONS_CHANGED";

/** Classes that a person can deny; all others are denied to every person. */
const CLASSES = ["SEXUAL", "POLITICAL", "VIOLENCE", "MINORS_PRESENT", "ENDORSEMENT", "MEDICAL_CLAIM", "LEGAL_CLAIM", "FINANCIAL_CLAIM", "CRIME_CONFESSION", "BODY_CHANGE", "SLURS"].map(
  (name) => `CONTENT_CLASS_${name}`,
);

/** What the person never wants, whoever asks, and how they like to be shown. */
export function restrictionsPart(now: Restrictions, again: () => void): HTMLElement {
  const save = async (fields: FormData): Promise<string> => {
    const restrictions = {
      deniedClasses: fields.getAll("class"),
      bannedWords: String(fields.get("banned")).split("\n").map((word) => word.trim()).filter(Boolean),
      preferences: String(fields.get("preferences")),
      wishes: String(fields.get("wishes")),
    };
    try {
      await act("RestrictionService/SetRestrictions", { restrictions, read: now });
    } catch (error) {
      // Changed on another device: what is there now is read, and what was chosen here stays to be looked at.
      if (error instanceof Refused && error.reason === CHANGED) again();
      throw error;
    }
    return text("access.saved");
  };
  const form = h(
    "form",
    { name: "restrictions", submit: onSubmit(save, again) },
    checks("restrictions.classes", "class", CLASSES, now.deniedClasses ?? []),
    area("banned", "restrictions.banned", "restrictions.bannedHelp", (now.bannedWords ?? []).join("\n")),
    area("preferences", "restrictions.preferences", "restrictions.preferencesHelp", now.preferences ?? ""),
    area("wishes", "restrictions.wishes", "restrictions.wishesHelp", now.wishes ?? ""),
    h("button", { class: "main" }, text("access.set")),
  );
  return part("restrictions.title", paragraph("restrictions.words"), h("details", {}, h("summary", {}, text("restrictions.open")), form));
}
