/** The audit that the pages below [auditId] share, so that moving between them never closes the draft. */
import { createContext } from 'svelte';
import type { AuditEditor } from '#lib/client/audit-editor.svelte.ts';
import type { KeptDraft, KeptSubmission } from '#lib/client/db.ts';
import type { Tablet } from '#lib/client/tablet.ts';
import type { Rubric } from '#lib/domain/rubric.ts';

/** An audit on the screen. `reading`: another tab is writing this draft, or the plan was taken back or sent from elsewhere. */
export type ShownAudit =
	| { readonly kind: 'writing'; readonly editor: AuditEditor; readonly rubric: Rubric }
	| {
			readonly kind: 'reading';
			readonly kept: KeptDraft;
			readonly rubric: Rubric;
			readonly why: 'other_tab' | 'not_mine' | 'moved' | 'moved_ahead';
	  }
	| { readonly kind: 'submitted'; readonly kept: KeptSubmission; readonly rubric: Rubric };

export interface AuditContext {
	readonly tablet: Tablet;
	readonly shown: ShownAudit;
	/** The editor's work is done: the draft was sent. */
	finished(): void;
}

export const [getAudit, setAudit] = createContext<AuditContext>();
