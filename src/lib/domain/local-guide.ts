/**
 * What an auditor must know of their own partnership: whom to ring, how to get a plan, what to do when worried about a child. In the
 * partnership's own words and numbers; kept on the tablet, so that it is there without a network.
 */
import * as z from 'zod';

const Line = z.string().trim().max(200);
const Words = z.string().trim().max(2000);

/** Somebody to ring or write to, by what they do; a name only where the partnership wants one there. */
export const GuideContact = z.object({
	role: Line,
	phone: Line,
	email: Line,
	/** When somebody answers, for example "Monday to Friday, 9 to 5". */
	hours: Line
});
export type GuideContact = z.infer<typeof GuideContact>;

export const LocalGuide = z.object({
	/** Whom an auditor rings about a plan or an audit. */
	contact: GuideContact,
	/** How and from whom an auditor gets the plan. */
	planAccess: Words,
	/** Minutes that an audit usually takes, reading time and all. */
	usualMinutes: z.int().min(5).max(600),
	safeguarding: z.object({
		/** What to do at once, in short sentences. */
		words: Words,
		contacts: z.array(GuideContact).max(5)
	})
});
export type LocalGuide = z.infer<typeof LocalGuide>;

/**
 * Gives what stands there until a partnership writes its own: true everywhere in England, and honest that the local numbers are
 * missing. 999 for danger now; else the local authority's children's social care (Working Together to Safeguard Children).
 */
export const unwrittenGuide: LocalGuide = {
	contact: { role: 'Your coordinator', phone: '', email: '', hours: '' },
	planAccess: 'Ask your coordinator how you get this plan.',
	usualMinutes: 60,
	safeguarding: {
		words:
			'If a child is in danger now, ring 999.\nIf you are worried about a child, ring the children’s social care team of the council and tell your coordinator. Do it today. Do not wait until the audit is finished.',
		contacts: []
	}
};

/** Gives whether a guide has what an auditor needs most: a number or address to turn to, and one for a worry about a child. */
export function isComplete(guide: LocalGuide): boolean {
	const reachable = ({ phone, email }: GuideContact) => phone !== '' || email !== '';
	return reachable(guide.contact) && guide.safeguarding.contacts.some(reachable);
}
