import { fail, redirect } from '@sveltejs/kit';
import * as z from 'zod';
import { Urn } from '#lib/domain/ids.ts';
import { problem, Refusal, type ProblemCode, type Violation } from '#lib/domain/problem.ts';
import { settingsNamed, TieKind } from '#lib/domain/tie.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as rubrics from '#lib/server/rubrics.ts';
import * as schools from '#lib/server/schools.ts';
import * as tiedPlans from '#lib/server/tied-plans.ts';
import * as ties from '#lib/server/ties.ts';
import type { Actions, PageServerLoad } from './$types';

/** Settings that a person is asked to choose among. */
const MOST = 12;
/** Those who write plans, lead schools or speak for themselves are no services that give advice. */
const noServices: ReadonlySet<string> = new Set(['sen_service', 'education_setting', 'family']);

export const load: PageServerLoad = page(async ({ store, person, event }) => {
	const found = await ties.of(store, person.personId);
	const rubric = await rubrics.latest(store);
	const asked = event.url.searchParams;
	return {
		ties: found.map((tie) => ({ ...tie, own: ties.isOwn(tie) })),
		touched: await tiedPlans.ofPerson(store, person.personId),
		services: (rubric?.contributors ?? []).filter(({ id }) => !noServices.has(id)).map(({ label }) => label),
		asking: found.find((tie) => tie.ref === asked.get('ask') && ties.isOwn(tie))?.ref ?? null,
		done: z.enum(['added', 'taken_back']).safeParse(asked.get('done')).data ?? null
	};
});

/** Gives what to put right at a field where an act refuses with one of these codes. */
async function atField(field: string, codes: readonly ProblemCode[], act: () => Promise<void>): Promise<Violation[]> {
	try {
		await act();
		return [];
	} catch (thrown) {
		if (!(thrown instanceof Refusal) || !codes.includes(thrown.problem.code)) throw thrown;
		const { code, message } = thrown.problem;
		return [{ field, code, message }];
	}
}

const SettingForm = z.strictObject({
	setting: z.string().trim().min(1, 'Enter the name of the setting').max(200, 'That name is too long'),
	kind: z.string().max(20).default(''),
	schoolUrn: Urn.optional()
});

export const actions: Actions = {
	setting: action({
		form: SettingForm,
		act: async ({ store, person, body, now }) => {
			const kind = TieKind.safeParse(body.kind).data;
			const settings = (await schools.list(store)).map(({ urn, name }) => ({ urn, name }));
			const named = settingsNamed(settings, body.setting);
			const chosen = named.find(({ urn }) => urn === body.schoolUrn) ?? (named.length === 1 ? named[0] : undefined);
			const violations: Violation[] = [];
			if (!chosen)
				violations.push(
					named.length === 0
						? { field: 'setting', ...problem('tie.no_setting') }
						: named.length > MOST
							? {
									field: 'setting',
									code: 'setting.many',
									message: 'Many settings have that in their name. Type more of it'
								}
							: { field: 'schoolUrn', code: 'setting.choose', message: 'Choose which of these settings you mean' }
				);
			if (!kind) violations.push({ field: 'kind', code: 'kind.missing', message: 'Choose what ties you to it' });
			if (!chosen || !kind) {
				const choices = !chosen && named.length <= MOST ? named : [];
				return fail(422, { violations, values: { ...body }, choices });
			}
			const by = { actorId: person.personId, now };
			await ties.addSetting(store, person.personId, { schoolUrn: chosen.urn, kind }, by);
			redirect(303, '/my-ties?done=added');
		}
	}),
	service: action({
		form: z.strictObject({
			service: z.string().trim().min(2, 'Enter the name of the service').max(60, 'Use at most 60 letters')
		}),
		act: async ({ store, person, body, now }) => {
			await ties.addService(store, person.personId, body.service, { actorId: person.personId, now });
			redirect(303, '/my-ties?done=added');
		}
	}),
	household: action({
		form: z.strictObject({
			person: z.string().trim().min(2, 'Enter the whole name of the other auditor').max(120, 'That name is too long')
		}),
		act: async ({ store, person, body, now }) => {
			const by = { actorId: person.personId, now };
			const violations = await atField('person', ['tie.no_person', 'tie.two_people'], () =>
				ties.addHousehold(store, person.personId, body.person, by)
			);
			if (violations.length > 0) return fail(422, { violations, values: { ...body } });
			redirect(303, '/my-ties?done=added');
		}
	}),
	takeBack: action({
		form: z.strictObject({ ref: z.string().min(1).max(200) }),
		act: async ({ store, person, body, now }) => {
			await ties.takeBack(store, person.personId, body.ref, { actorId: person.personId, now });
			redirect(303, '/my-ties?done=taken_back');
		}
	})
};
