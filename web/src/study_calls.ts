// Calls of a volunteer. The key goes in a header, and is kept while the tab is open.
import { Refused } from "./api";

const KEPT = "cameo-volunteer";

export interface Condition {
  readonly condition: "rest" | "bright" | "dim" | "glasses" | "second_device";
  readonly takes: number;
  readonly left: number;
  readonly passed: boolean;
}

export interface Shown {
  readonly name: string;
  readonly signed_at: string;
  readonly text: string;
  readonly purposes: readonly string[];
  readonly conditions: readonly Condition[];
  readonly attacks: number;
}

export interface Receipt {
  readonly person: string;
  readonly deleted_at: string;
  readonly recordings: number;
  readonly attacks: number;
  readonly files: number;
}

interface Signed {
  readonly invitation: string;
  readonly text: string;
  readonly name: string;
  readonly adult: boolean;
  readonly purposes: readonly string[];
}

async function asked<T>(path: string, options: RequestInit = {}): Promise<T> {
  const response = await fetch(path, options);
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body as T;
  throw new Refused(body.reason ?? "UNKNOWN", body.message ?? response.statusText);
}

/** Whether the study refused; any other error is the network's. */
export function is(error: unknown): error is Refused {
  return error instanceof Refused;
}

/** What a visitor reads before they sign. */
export function study(): Promise<{ operator: string; text: string }> {
  return asked("/api/study");
}

/** Forgets the key. */
export function deleted(): void {
  sessionStorage.removeItem(KEPT);
}

export class Volunteer {
  private constructor(readonly key: string) {
    sessionStorage.setItem(KEPT, key);
  }

  /** The one whose link was opened, or who is here already. */
  static of(key: string): Volunteer | undefined {
    const found = key || sessionStorage.getItem(KEPT);
    return found ? new Volunteer(found) : undefined;
  }

  static async sign(signed: Signed): Promise<Volunteer> {
    const { key } = await asked<{ key: string }>("/api/sign", { method: "POST", body: JSON.stringify(signed) });
    return new Volunteer(key);
  }

  shown(): Promise<Shown> {
    return asked("/api/volunteer", { headers: this.headers });
  }

  take(condition: string): Promise<{ sessionId: string; token: string }> {
    return this.post("/api/take", JSON.stringify({ condition }));
  }

  attack(species: string, file: File): Promise<object> {
    return this.post(`/api/attack/${species}`, file);
  }

  async qr(link: string): Promise<readonly string[]> {
    const { rows } = await this.post<{ rows: readonly string[] }>("/api/qr", JSON.stringify({ link }));
    return rows;
  }

  async delete(): Promise<Receipt> {
    const receipt = await this.post<Receipt>("/api/delete", "");
    deleted();
    return receipt;
  }

  private get headers(): Record<string, string> {
    return { "x-cameo-volunteer": this.key };
  }

  private post<T>(path: string, body: BodyInit): Promise<T> {
    return asked<T>(path, { method: "POST", body, headers: this.headers });
  }
}
