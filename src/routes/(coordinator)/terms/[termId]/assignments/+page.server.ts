import { createHash } from 'node:crypto';
import { redirect, type RequestEvent } from '@sveltejs/kit';
import * as z from 'zod';
import { Marking, statusOf as assignmentStatusOf } from '#lib/domain/assignment.ts';
import { Id, PlanRef } from '#lib/domain/ids.ts';
import { agencyLabels } from '#lib/domain/person.ts';
import type { Instant } from '#lib/domain/plain-date.ts';
import { Refusal } from '#lib/domain/problem.ts';
import type { ProposalInput, ProposedAssignment } from '#lib/domain/proposal.ts';
import { statusOf, termLabel } from '#lib/domain/term.ts';
import * as assignments from '#lib/server/assignments.ts';
import type { Store } from '#lib/server/db/store.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as people from '#lib/server/people.ts';
import * as desk from '#lib/server/proposal-desk.ts';
import * as wishes from '#lib/server/proposal-wishes.ts';
import * as terms from '#lib/server/terms.ts';
import { askedIn, seedIn, viewOf } from './proposal-view.ts';
import type { Actions, PageServerLoad } from './$types';

/** A short name for a proposal's very assignments, so that what is confirmed is what was looked at. */
function fingerprintOf(rows: readonly { auditorId: string; planId: string; marking: string }[]): string {
	const lines = rows.map((row) => `${row.auditorId} ${row.planId} ${row.marking}`).sort();
	return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 32);
}

/** Gives what a term's proposal is made from, with and without the coordinator's wishes, and where it stands. */
async function lookedAt(store: Store, termId: string, seed: string, now: Instant) {
	const wanted = await wishes.list(store, termId);
	const made = await assignments.proposalInputs(store, termId, seed, now);
	const whole = ({ told, fixed = [], ...input }: typeof made.input): ProposalInput => ({
		...input,
		fixed: [...fixed, ...told]
	});
	const input = whole(made.input);
	const plain =
		wanted.length === 0
			? null
			: whole((await assignments.proposalInputs(store, termId, seed, now, { plain: true })).input);
	const key = desk.keyOf(store.partnershipId, termId, seed);
	const job = { input, plain };
	return { ...made, wanted, input, key, job, standing: desk.standing(key, job) };
}

export const load: PageServerLoad = page(async ({ store, event, now }) => {
	const term = await terms.byId(store, event.params.termId ?? '');
	const status = statusOf(term);
	const everyone = await people.list(store);
	const persons = new Map(everyone.map((one) => [one.personId, one]));
	const query = event.url.searchParams;
	const seed = seedIn(query, `${term.academicYear}-${term.name}`);
	const asked = askedIn(query);
	const heading = { termId: term.termId, label: termLabel(term), status };
	const base = { term: heading, seed, asked, standing: null, proposal: null, fingerprint: '', given: null };

	if (status === 'sampled') {
		const looked = await lookedAt(store, term.termId, seed, now);
		const { input, reworded, dropped, wanted, standing } = looked;
		const size = { auditors: input.auditors.length, plans: input.plans.length };
		if (standing.state !== 'ready') {
			const another = desk.another(store.partnershipId, term.termId, looked.job);
			return { ...base, standing: { ...standing, ...size, another } };
		}
		const { proposal, plain } = standing.answer;
		return {
			...base,
			proposal: viewOf({ input, proposal, plain, reworded, dropped, wishes: wanted, people: persons, asked }),
			fingerprint: fingerprintOf(proposal.assignments)
		};
	}

	const given = (await assignments.list(store, term.termId)).map((one) => {
		const person = persons.get(one.auditorId);
		return {
			assignmentId: one.assignmentId,
			planRef: one.planRef,
			auditorId: one.auditorId,
			name: person?.name ?? '',
			agency: person?.agency ? agencyLabels[person.agency] : '',
			marking: one.marking,
			dueOn: one.dueOn,
			status: assignmentStatusOf(one),
			reason: one.reason
		};
	});
	return {
		...base,
		given: given.sort((a, b) => a.name.localeCompare(b.name) || a.planRef.localeCompare(b.planRef))
	};
});

/** Gives the address of the page as it is, without the action's own part. */
function again(event: RequestEvent): string {
	const query = [...event.url.searchParams].filter(([name]) => !name.startsWith('/'));
	return `/terms/${event.params.termId}/assignments?${new URLSearchParams(query)}`;
}

const audit = { planRef: PlanRef, marking: Marking };

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
			const { standing } = await lookedAt(store, termId, body.seed, now);
			const rows: readonly ProposedAssignment[] =
				standing.state === 'ready' ? standing.answer.proposal.assignments : [];
			if (fingerprintOf(rows) !== body.fingerprint) throw new Refusal('proposal.changed');
			await assignments.confirm(
				store,
				termId,
				rows,
				{ basis: body.basis, basisDecidedBy: body.basisDecidedBy },
				{ actorId: person.personId, now }
			);
			redirect(303, `/terms/${termId}/assignments`);
		}
	}),
	pin: action({
		form: z.strictObject({ ...audit, auditorId: Id }),
		act: async ({ store, person, body, event, now }) => {
			await wishes.pin(store, event.params.termId ?? '', [body], { actorId: person.personId, now });
			redirect(303, again(event));
		}
	}),
	/** `to` names the new auditor and, where they have no room, the plan and audit that the present one takes from them. */
	change: action({
		form: z.strictObject({
			...audit,
			auditorId: Id,
			to: z.string().max(200).regex(/\S/, 'Choose who is to have it')
		}),
		act: async ({ store, person, body, event, now }) => {
			const [to = '', planRef, marking] = body.to.split(' ');
			const back = z.strictObject(audit).safeParse({ planRef, marking });
			await wishes.pin(
				store,
				event.params.termId ?? '',
				[
					{ auditorId: to, planRef: body.planRef, marking: body.marking },
					...(back.success ? [{ auditorId: body.auditorId, ...back.data }] : [])
				],
				{ actorId: person.personId, now }
			);
			redirect(303, again(event));
		}
	}),
	keepOff: action({
		form: z.strictObject({ planRef: PlanRef, auditorId: Id }),
		act: async ({ store, person, body, event, now }) => {
			await wishes.keepOff(store, event.params.termId ?? '', body, { actorId: person.personId, now });
			redirect(303, again(event));
		}
	}),
	hold: action({
		form: z.strictObject({ planRef: PlanRef }),
		act: async ({ store, person, body, event, now }) => {
			await wishes.hold(store, event.params.termId ?? '', body.planRef, { actorId: person.personId, now });
			redirect(303, again(event));
		}
	}),
	undo: action({
		form: z.strictObject({ wishId: Id }),
		act: async ({ store, person, body, event, now }) => {
			await wishes.undo(store, event.params.termId ?? '', body.wishId, { actorId: person.personId, now });
			redirect(303, again(event));
		}
	}),
	start: action({
		form: z.strictObject({}),
		act: async ({ store, event, now }) => {
			const { key, job } = await lookedAt(store, event.params.termId ?? '', seedIn(event.url.searchParams), now);
			desk.start(key, job);
			redirect(303, again(event));
		}
	}),
	stop: action({
		form: z.strictObject({}),
		act: ({ store, event }) => {
			desk.stop(desk.keyOf(store.partnershipId, event.params.termId ?? '', seedIn(event.url.searchParams)));
			redirect(303, again(event));
		}
	})
};
