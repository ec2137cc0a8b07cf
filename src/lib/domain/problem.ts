/**
 * The catalogue of refusals. A Problem is a coded refusal that travels; a Violation is something its reader can still put right.
 * Codes never change meaning once released: tablets in the field keep them.
 */
import * as z from 'zod';

interface Entry {
	readonly status: number;
	/** What happened, what it means and what to do, to one person. */
	readonly message: string;
}

/** Every code with its HTTP status and its words. Worded for the person who reads it, in the voice of the product. */
export const problems = {
	'request.malformed': {
		status: 400,
		message: 'We could not read what was sent. Nothing was changed. Reload the page and try again.'
	},
	'request.too_large': {
		status: 413,
		message: 'That is more than we can take at once. Nothing was changed. Send it in smaller parts.'
	},
	'request.wrong_type': { status: 415, message: 'What was sent has the wrong content type. Nothing was changed.' },
	'request.cross_site': {
		status: 403,
		message: 'This did not come from our own pages, so we did nothing. Open the site yourself and try again.'
	},
	'session.missing': { status: 401, message: 'Sign in to go on. What is saved on this tablet stays there.' },
	'session.other_person': {
		status: 409,
		message: 'Somebody else is signed in on this tablet. Nothing was sent. Sign in as yourself to send your audits.'
	},
	'tablet.counter': {
		status: 409,
		message: 'This tablet is one step behind. Nothing is lost: it sends again by itself.'
	},
	'tablet.revoked': {
		status: 403,
		message: 'This tablet may not be used for Golden Thread any more. Ask your coordinator if that is a mistake.'
	},
	'thing.not_found': { status: 404, message: 'We could not find that page, or it is not yours to open.' },
	'entry.changed': {
		status: 409,
		message:
			'We already have a different audit under this number. Nothing is lost: export it and tell your coordinator.'
	},
	'entry.hash_mismatch': {
		status: 422,
		message: 'This audit changed on the way to us. It is still on your tablet: send it again.'
	},
	'entry.malformed': {
		status: 422,
		message: 'We could not read this audit. It is still on your tablet: export it and tell your coordinator.'
	},
	'entry.unknown_key': {
		status: 422,
		message:
			'This audit was locked with a key that we no longer have. It is still on your tablet: unlock it to send it.'
	},
	'farewell.decided': { status: 409, message: 'Somebody decided about this tablet already. Reload the page.' },
	'recovery.decided': {
		status: 409,
		message: 'Somebody answered this request already. Reload the page to see what was decided.'
	},
	'assignment.not_found': {
		status: 404,
		message: 'We could not find that plan among yours. Your audit is still on this tablet: tell your coordinator.'
	},
	'assignment.withdrawn': {
		status: 409,
		message:
			'This plan was taken back before your audit arrived. Your audit is still on this tablet: tell your coordinator.'
	},
	'assignment.declined': {
		status: 409,
		message: 'You handed this plan back before this audit arrived. It is still on this tablet: tell your coordinator.'
	},
	'assignment.already_submitted': {
		status: 409,
		message: 'We already have your audit of this plan. To change it, ask your coordinator to open it again.'
	},
	'assignment.not_open': {
		status: 409,
		message: 'That cannot be done to this assignment any more. Reload the page to see where it stands.'
	},
	'assignment.held': {
		status: 409,
		message:
			'This plan is held back, so it cannot be given out. Let it be drawn again on its page in the register, or leave its audit out this term.'
	},
	'assignment.no_basis': {
		status: 422,
		message: 'Say on what basis plans may be shared with auditors, and who decided it, before you confirm.'
	},
	'assignment.interest': {
		status: 409,
		message: 'This auditor has a tie to this plan or its setting. Choose somebody else.'
	},
	'assignment.history': {
		status: 409,
		message: 'This auditor has been given this plan before. Choose somebody else.'
	},
	'assignment.agency': {
		status: 409,
		message:
			"This auditor is from the same agency as the plan's other auditor. Choose somebody from another agency, or tick that this is meant."
	},
	'assignment.apart': {
		status: 409,
		message: "This auditor lives with the plan's other auditor, so they cannot both look at it. Choose somebody else."
	},
	'assignment.capacity': {
		status: 409,
		message: 'This auditor already has as many plans as they take in a term. Choose somebody else.'
	},
	'assignment.not_auditor': {
		status: 409,
		message: 'Only a trained auditor whose account is not closed can be given a plan. Choose somebody else.'
	},
	'assignment.stale': {
		status: 409,
		message:
			'The sample or the assignments changed since you looked. Nothing was changed. Reload the page and look again.'
	},
	'assignment.due_date': {
		status: 422,
		message: 'Choose a day from today to the last day of the term. Nothing was changed.'
	},
	'reminder.nothing': {
		status: 409,
		message: 'Nothing of that auditor waits any more, or the note is gone already. Reload the page.'
	},
	'mail.failed': {
		status: 502,
		message: 'The mail server did not take this mail, so it is not noted as sent. Copy the message, or try again later.'
	},
	'revision.not_sent': {
		status: 409,
		message: 'This audit is open already, or a newer one was sent since. Reload the page to see where it stands.'
	},
	'revision.not_asked': { status: 409, message: 'Nobody asked for this audit back. Reload the page.' },
	'revision.no_reason': { status: 422, message: 'Say why, so that the auditor and the forum can follow it.' },
	'rubric.changed': {
		status: 409,
		message: 'This version of the questions is already published in other words. Publish the change as a new version.'
	},
	'rubric_draft.changed': {
		status: 409,
		message:
			'Somebody changed this draft since you opened it. Nothing of yours was saved: copy what you typed, reload the page and put it in again.'
	},
	'rubric_draft.faulty': {
		status: 422,
		message: 'This draft still has faults, so it cannot be published. Put right what is listed.'
	},
	'rubric_draft.version': {
		status: 409,
		message: 'A version with this number is published already. Give the draft another number.'
	},
	'rubric_draft.published': {
		status: 409,
		message: 'This draft was published, so it cannot change. Begin a new draft from that version.'
	},
	'submission.rubric': {
		status: 409,
		message:
			'This audit was made with another version of the questions than the one assigned. It is still on your tablet: tell your coordinator.'
	},
	'submission.context': {
		status: 409,
		message:
			'This audit was made for another year group or kind of audit than the one assigned. It is still on your tablet: tell your coordinator.'
	},
	'submission.revision': {
		status: 409,
		message:
			'This audit has another revision number than the one we expect. It is still on your tablet: tell your coordinator.'
	},
	'submission.invalid': {
		status: 422,
		message:
			'Some answers need putting right before we can take this audit. It is still on your tablet: open it and check your answers.'
	},
	'tie.no_setting': {
		status: 422,
		message: 'We do not know that setting. Check its name, or ask your coordinator to add it.'
	},
	'tie.no_person': {
		status: 422,
		message: 'We know no other auditor with that name. Check how it is spelled, or ask your coordinator.'
	},
	'tie.two_people': {
		status: 409,
		message: 'More than one auditor has that name. Ask your coordinator to help you.'
	},
	'note.identifier': {
		status: 422,
		message:
			'Something in a note looks as if it points to a person. Your audit is still on this tablet: open it, and fix the note or say that it is about nobody.'
	},
	'proposal.changed': {
		status: 409,
		message:
			'The proposal changed since you looked at it, because people or plans changed. Look at it again, then confirm.'
	},
	'term.exists': { status: 409, message: 'That term is already open. Go to it instead.' },
	'term.too_few_plans': {
		status: 422,
		message: 'There are fewer plans to draw from than you asked for. Enter a smaller number.'
	},
	'term.closed': { status: 409, message: 'This term is closed. Nothing in it can change.' },
	'case_facts.impossible': {
		status: 422,
		message: 'Some of these days cannot be true. Nothing was changed. Look at the form of each plan and put them right.'
	},
	'term.not_sampled': { status: 409, message: 'Draw the sample first.' },
	'term.already_confirmed': {
		status: 409,
		message: 'The assignments are already confirmed, so the sample cannot be drawn again.'
	},
	'import.stale': {
		status: 409,
		message: 'The register changed since you looked at this import. Nothing was changed. Preview it again.'
	},
	'import.invalid': {
		status: 422,
		message: 'The import has problems. Nothing was changed. Put them right in the files and choose them again.'
	},
	'import.not_last': {
		status: 409,
		message: 'This is not the last import any more, or it was undone already. Nothing was changed. Reload the page.'
	},
	'import.built_on': {
		status: 409,
		message: 'Something has been built on this import since, so it cannot be undone. Nothing was changed.'
	},
	'person.joined': {
		status: 409,
		message:
			'They sign in with this e-mail address, so it cannot be changed here. End their access and add them with the new one.'
	},
	'person.last_coordinator': {
		status: 409,
		message:
			'This would leave nobody who can sign in as a coordinator. Nothing was changed. Let another coordinator join first.'
	},
	'plan.held': { status: 409, message: 'This plan is held back already. Reload the page to see why.' },
	'plan.not_held': { status: 409, message: 'This plan is not held back any more. Reload the page.' },
	'plan.ended': { status: 409, message: 'This plan has ended already. Reload the page to see when.' },
	'plan.not_ended': { status: 409, message: 'This plan has not ended. Reload the page to see where it stands.' },
	'school.exists': { status: 409, message: 'A school with this URN is in the register already.' },
	'person.exists': { status: 409, message: 'Somebody with this e-mail address is already there.' },
	'invitation.invalid': {
		status: 410,
		message: 'This invitation has been used or is out of date. Ask your coordinator for a new one.'
	},
	'invitation.code': {
		status: 422,
		message:
			'We do not know this code, or it was used or is out of date. Check it, or ask your coordinator for a new one.'
	},
	'invitation.none': { status: 409, message: 'There is no invitation to withdraw. Reload the page.' },
	'sign_in.failed': {
		status: 401,
		message: 'That e-mail address and password do not match. Check both and try again.'
	},
	'sign_in.too_many': { status: 429, message: 'Too many tries. Wait five minutes, then try again.' },
	'report.published': { status: 409, message: 'This report is already published, so it cannot change.' },
	'report.not_published': {
		status: 409,
		message: 'This report is not published yet, so there is nothing to correct. Change its words or compile it again.'
	},
	'report.superseded': {
		status: 409,
		message: 'A later edition of this report has been published. Open that one and correct it there.'
	},
	'report.correction_begun': {
		status: 409,
		message: 'A corrected edition of this report is being written already. Open it under Learning reports.'
	},
	'report.first_edition': {
		status: 409,
		message: 'This is the first edition of its report, so it corrects nothing and cannot be thrown away.'
	},
	'report.changed': {
		status: 409,
		message:
			'Somebody changed this report since you looked at it. Nothing was published. Read it again, then publish it.'
	},
	'commentary.changed': {
		status: 409,
		message:
			'Somebody else saved this part while you were writing. Nothing is lost: your words are still below, and theirs stand beneath them. Bring the two together and save again.'
	},
	'recommendation.changed': {
		status: 409,
		message:
			'Somebody else changed this recommendation while you were writing. Nothing of yours was saved. Look at what stands there now, then save again.'
	},
	'report.empty': { status: 409, message: 'No audits belong to this half-year yet, so there is nothing to report.' },
	'school_reports.none': {
		status: 409,
		message: 'No summary of that school year is published yet. Publish them first, then make the ZIP file.'
	},
	'report.stale': {
		status: 409,
		message: 'Audits have come since this report was compiled. Compile it again and look at it before you publish it.'
	},
	'finding.too_few': {
		status: 409,
		message: 'Too few plans were judged here to show the notes without telling whose plan they are about.'
	},
	'server.full': {
		status: 503,
		message:
			'There is no room left on our side, so nothing was saved. Nothing that we have is lost. Try again later, and tell whoever runs the service.'
	},
	'server.failed': {
		status: 500,
		message: 'Something went wrong on our side. Nothing is lost. Try again in a few minutes.'
	}
} as const satisfies Record<string, Entry>;

export type ProblemCode = keyof typeof problems;
export const problemCodes = Object.keys(problems) as [ProblemCode, ...ProblemCode[]];

/** A refusal as it travels. `detail` names the field or row; it never repeats what a person typed. */
export const Problem = z.strictObject({
	code: z.enum(problemCodes),
	message: z.string().max(500),
	detail: z.array(z.string().max(300)).max(100).optional()
});
export type Problem = z.infer<typeof Problem>;

/** Gives the Problem of a code, in the catalogue's words. */
export function problem(code: ProblemCode, detail?: string[]): Problem {
	return {
		code,
		message: problems[code].message,
		...(detail && detail.length ? { detail: detail.slice(0, 100) } : {})
	};
}

/** Thrown inside the server's rooms and answered by the request hook; carries a Problem and nothing that a person typed. */
export class Refusal extends Error {
	readonly problem: Problem;
	readonly status: number;
	constructor(code: ProblemCode, detail?: string[]) {
		super(code);
		this.name = 'Refusal';
		this.problem = problem(code, detail);
		this.status = problems[code].status;
	}
}

/** Something its reader can still put right: the field (or criterion id) and the words beside it. */
export interface Violation {
	readonly field: string;
	readonly code: string;
	readonly message: string;
}
