import { createHash } from 'node:crypto';
import { redirect } from '@sveltejs/kit';
import * as z from 'zod';
import { statusOf as assignmentStatusOf } from '#lib/domain/assignment.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { agencyLabels } from '#lib/domain/person.ts';
import { statusOf, termLabel } from '#lib/domain/term.ts';
import * as assignments from '#lib/server/assignments.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as people from '#lib/server/people.ts';
import * as terms from '#lib/server/terms.ts';
import type { Actions, PageServerLoad } from './$types';

/** A short name for a proposal's very assignments, so that what is confirmed is what was looked at. */
function fingerprintOf(rows: readonly { auditorId: string; planId: string; marking: string }[]): string {
	const lines = rows.map((row) => `${row.auditorId} ${row.planId} ${row.marking}`).sort();
	return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 32);
}

export const load: PageServerLoad = page(async ({ store, event, now }) => {
	const term = await terms.byId(store, event.params.termId ?? '');
	const status = statusOf(term);
	const everyone = await people.list(store);
	const persons = new Map(everyone.map((one) => [one.personId, one]));
	const nameOf = (personId: string) => persons.get(personId)?.name ?? '';
	const agencyOf = (personId: string) => {
		const agency = persons.get(personId)?.agency;
		return agency ? agencyLabels[agency] : '';
	};
	const seed = event.url.searchParams.get('seed') ?? `${term.academicYear}-${term.name}`;
	const heading = { termId: term.termId, label: termLabel(term), status };

	if (status === 'sampled') {
		const proposal = await assignments.proposal(store, term.termId, seed, now);
		const auditors = [...new Set(proposal.assignments.map((one) => one.auditorId))];
		return {
			term: heading,
			seed,
			proposal: {
				rows: auditors
					.map((auditorId) => ({
						auditorId,
						name: nameOf(auditorId),
						agency: agencyOf(auditorId),
						plans: proposal.assignments
							.filter((one) => one.auditorId === auditorId)
							.map((one) => ({ planRef: one.planId, marking: one.marking }))
					}))
					.sort((a, b) => a.name.localeCompare(b.name)),
				audits: proposal.assignments.length,
				fingerprint: fingerprintOf(proposal.assignments),
				unfilled: proposal.unfilled
			},
			given: null
		};
	}

	const given = (await assignments.list(store, term.termId)).map((one) => ({
		assignmentId: one.assignmentId,
		planRef: one.planRef,
		auditorId: one.auditorId,
		name: nameOf(one.auditorId),
		agency: agencyOf(one.auditorId),
		marking: one.marking,
		dueOn: one.dueOn,
		status: assignmentStatusOf(one),
		reason: one.reason
	}));
	return {
		term: heading,
		seed,
		proposal: null,
		given: given.sort((a, b) => a.name.localeCompare(b.name) || a.planRef.localeCompare(b.planRef))
	};
});

export const actions: Actions = {
	confirm: action({
		form: z.strictObject({
			seed: z.string().min(1).max(60),
			fingerprint: z.string().max(32),
			basis: z
				.string()
				.min(5, 'Say on what basis plans may be shared with auditors')
				.max(500, 'Shorten this to 500 characters'),
			basisDecidedBy: z.string().min(3, 'Say who decided it').max(200, 'Shorten this to 200 characters')
		}),
		act: async ({ store, person, body, event, now }) => {
			const termId = event.params.termId ?? '';
			const proposal = await assignments.proposal(store, termId, body.seed, now);
			if (fingerprintOf(proposal.assignments) !== body.fingerprint) throw new Refusal('proposal.changed');
			await assignments.confirm(
				store,
				termId,
				proposal.assignments,
				{ basis: body.basis, basisDecidedBy: body.basisDecidedBy },
				{ actorId: person.personId, now }
			);
			redirect(303, `/terms/${termId}/assignments`);
		}
	})
};
