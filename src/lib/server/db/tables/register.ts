/** The register: schools and plans, and the imports that they came with. */
import type { Owned } from './owned.ts';

interface SchoolTable extends Owned {
	urn: string;
	name: string;
	typeCode: number;
	phaseCode: number;
	lowAge: number | null;
	highAge: number | null;
	open: number;
	closedOn: string | null;
	/** When a coordinator last put it right by hand; null again once an import wrote over it. */
	correctedAt: string | null;
}

interface PlanTable extends Owned {
	planRef: string;
	matchKey: string | null;
	cohort: number;
	primaryNeed: string | null;
	schoolUrn: string | null;
	senSetting: string | null;
	senUnit: number;
	resourcedProvision: number;
	planKind: string;
	startedOn: string | null;
	ceasedOn: string | null;
	/** PlanDates as JSON. */
	dates: string;
	/** Held back from sampling, since when and why. */
	heldAt: string | null;
	heldReason: string | null;
	/** When a coordinator last put it right by hand; null again once an import wrote over it. */
	correctedAt: string | null;
	/** When a coordinator added it by hand; null for one that came with a return. */
	addedAt: string | null;
	/** When a coordinator ended it by hand; null where a return did. */
	endedAt: string | null;
}

/** Each confirmed import, and the register's state token: a preview names the last import it was made against. */
interface RegisterImportTable extends Owned {
	importId: string;
	importedAt: string;
	importedBy: string;
	/** Names the coordinator's key behind the match keys; null where no plans were imported. The key itself never comes here. */
	keyId: string | null;
	/** The day that the SEN2 return was for; null where no plans were imported. */
	referenceDate: string | null;
	/** Counts as JSON: what became of plans, schools and people. */
	counts: string;
	undoneAt: string | null;
	undoneBy: string | null;
}

/** What an import found before it wrote over it, so that the last one can be undone; no body where there was nothing. */
interface RegisterBeforeTable extends Owned {
	importId: string;
	kind: string;
	key: string;
	body: string | null;
}

export interface RegisterTables {
	school: SchoolTable;
	plan: PlanTable;
	registerImport: RegisterImportTable;
	registerBefore: RegisterBeforeTable;
}
