/**
 * One piece of the words while it is being written: what is typed, what is kept, and what somebody else kept meanwhile. What is typed is
 * never replaced by anything but its writer.
 */
import { tidyText } from '#lib/domain/plain-text.ts';

function same(one: unknown, other: unknown): boolean {
	return JSON.stringify(one, tidied) === JSON.stringify(other, tidied);
}

function tidied(_key: string, value: unknown): unknown {
	return typeof value === 'string' ? tidyText(value) : value;
}

export class KeptPiece<Value> {
	typed: Value;
	/** How often it had been saved when its writer last saw what is kept. */
	seen: number;
	/** What somebody else saved while this was being written; null where nobody did. */
	theirs: Value | null;
	readonly unsaved: boolean;
	private kept: Value;
	private saving = false;

	constructor(kept: Value, seen: number, typed: Value | null) {
		this.kept = $state.raw(kept);
		this.typed = $state(typed ?? kept);
		this.seen = $state(seen);
		this.theirs = $state.raw(null);
		this.unsaved = $derived(!same(this.typed, this.kept));
	}

	/** Says that the next thing kept is what is being sent now. */
	willSave(): void {
		this.saving = true;
	}

	/** Follows what is kept: taken over where nothing is typed, shown beside it where somebody else saved it. */
	follow(kept: Value, seen: number): void {
		if (seen === this.seen) return;
		if (!this.saving && this.unsaved && !same(kept, this.typed)) this.theirs = kept;
		else this.theirs = null;
		if (!this.saving && !this.unsaved) this.typed = kept;
		this.saving = false;
		this.kept = kept;
		this.seen = seen;
	}
}
