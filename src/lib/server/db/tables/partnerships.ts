/** What every partnership has: itself, its acts, its numbers, its settings. */
import type { Owned } from './owned.ts';

export interface PartnershipTable {
	partnershipId: string;
	/** Three capital letters that begin every planRef. */
	code: string;
	name: string;
	/** The DfE's three-digit local authority code, for example 209. */
	laCode: string;
	createdAt: string;
}

/** Append-only: one line an act. `subject` is an id, never a name. */
interface ActivityTable extends Owned {
	activityId: string;
	/** Order within the partnership, from 1. */
	sequence: number;
	at: string;
	actorId: string | null;
	action: string;
	subject: string | null;
	/** Counts and codes as JSON; never what a person typed. */
	details: string;
}

/** Numbers that count up. `sequence` is the partnership's one order of acts: lines of activity, and what was accepted beside them. */
interface CounterTable extends Owned {
	name: string;
	value: number;
}

/** A partnership's settings by name, each as JSON of its own schema. */
interface SettingTable extends Owned {
	name: string;
	body: string;
	changedAt: string;
	changedBy: string;
}

export interface PartnershipTables {
	activity: ActivityTable;
	counter: CounterTable;
	setting: SettingTable;
}
