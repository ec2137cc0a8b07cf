import { fail, redirect } from '@sveltejs/kit';
import * as z from 'zod';
import { londonDate } from '#lib/domain/plain-date.ts';
import { endDayIn } from '#lib/domain/plan-form.ts';
import { yearGroup, yearGroupLabel } from '#lib/domain/year-group.ts';
import * as activity from '#lib/server/activity.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as people from '#lib/server/people.ts';
import * as planCorrections from '#lib/server/plan-corrections.ts';
import * as schools from '#lib/server/schools.ts';
import type { Actions, PageServerLoad, PageServerLoadEvent } from './$types';
import { wordsOf } from '../../../activity/words.ts';

/** What was just done, as the address tells it after the form. */
const dones = ['added', 'corrected', 'held', 'let_go', 'ended', 'resumed'] as const;
export type Done = (typeof dones)[number];

export const load: PageServerLoad = page(async ({ store, event, now }) => {
	const { params, url } = event as PageServerLoadEvent;
	const { plan, marks } = await planCorrections.byRef(store, params.planRef);
	const school = (await schools.list(store)).find(({ urn }) => urn === plan.schoolUrn);
	const names = new Map((await people.list(store)).map(({ personId, name }) => [personId, name]));
	const { matchKey, ...shown } = plan;
	return {
		plan: shown,
		/** Whether the return can find it again; the key itself is nobody's to see. */
		matched: matchKey !== null,
		marks,
		school: school?.name ?? null,
		yearGroup: yearGroupLabel(yearGroup(plan.cohort, londonDate(now))),
		history: await planCorrections.historyOf(store, plan.planRef),
		lines: (await activity.about(store, plan.planRef)).map((line) => ({
			at: line.at,
			what: wordsOf(line.action),
			actor: line.actorId ? (names.get(line.actorId) ?? 'Someone') : 'The server'
		})),
		done: z.enum(dones).safeParse(url.searchParams.get('done')).data ?? null
	};
});

const Nothing = z.strictObject({});

export const actions: Actions = {
	hold: action({
		form: z.strictObject({ reason: z.string().trim().min(3, 'Say why the plan is held back').max(300) }),
		act: async ({ store, person, body, event, now }) => {
			const planRef = event.params.planRef ?? '';
			await planCorrections.hold(store, planRef, body.reason, { actorId: person.personId, now });
			redirect(303, `/register/plans/${planRef}?done=held`);
		}
	}),
	letGo: action({
		form: Nothing,
		act: async ({ store, person, event, now }) => {
			const planRef = event.params.planRef ?? '';
			await planCorrections.letGo(store, planRef, { actorId: person.personId, now });
			redirect(303, `/register/plans/${planRef}?done=let_go`);
		}
	}),
	end: action({
		form: z.strictObject({ ceasedOn: z.string().max(20) }),
		act: async ({ store, person, body, event, now }) => {
			const planRef = event.params.planRef ?? '';
			const { plan } = await planCorrections.byRef(store, planRef);
			const read = endDayIn(body.ceasedOn, plan, londonDate(now));
			if ('violations' in read) return fail(422, { violations: [...read.violations], values: body });
			await planCorrections.end(store, planRef, read.day, { actorId: person.personId, now });
			redirect(303, `/register/plans/${planRef}?done=ended`);
		}
	}),
	resume: action({
		form: Nothing,
		act: async ({ store, person, event, now }) => {
			const planRef = event.params.planRef ?? '';
			await planCorrections.resume(store, planRef, { actorId: person.personId, now });
			redirect(303, `/register/plans/${planRef}?done=resumed`);
		}
	})
};
