/** `gt invite`: a link for somebody to choose their password with. On an empty store it begins a partnership with its first coordinator. */
import * as z from 'zod';
import { DEFAULT_CAPACITY, Role } from '#lib/domain/person.ts';
import type { Instant } from '#lib/domain/plain-date.ts';
import type { Database } from '#lib/server/db/connection.ts';
import { migrate } from '#lib/server/db/migrations.ts';
import { openStore, type Store } from '#lib/server/db/store.ts';
import { readSettings } from '#lib/server/env.ts';
import * as partnerships from '#lib/server/partnerships.ts';
import * as people from '#lib/server/people.ts';
import * as invitations from '#lib/server/sign-in-invitations.ts';
import { publishRubrics } from '#seeds/published-rubrics.ts';
import { withDatabase } from './gt-store.ts';

const Asked = z.object({
	email: z.email('--email: not an e-mail address').max(200).toLowerCase(),
	name: z.string().trim().min(1, '--name: is empty').max(120, '--name: is too long').optional(),
	role: Role.exclude(
		['auditor'],
		'--role: coordinator, chair or headteacher (auditors come with a people file)'
	).default('coordinator'),
	partnership: z.string().trim().min(1, '--partnership: is empty').max(120, '--partnership: is too long').optional(),
	code: z
		.string()
		.regex(/^[A-Z]{3}$/, '--code: three capital letters')
		.optional(),
	la: z
		.string()
		.regex(/^\d{3}$/, '--la: three figures')
		.optional()
});
type Asked = z.infer<typeof Asked>;

/** Gives the store of the partnership that is meant, made where the database is empty. */
async function storeFor(db: Database, asked: Asked, now: Instant): Promise<{ store: Store; made: boolean }> {
	const present = await partnerships.list(db);
	if (present.length === 0) {
		const { name, partnership, code, la } = asked;
		if (!name || !partnership || !code || !la || asked.role !== 'coordinator') {
			throw new Error('the store is empty: give --name, --partnership, --code and --la for its first coordinator.');
		}
		const created = await partnerships.create(db, { name: partnership, code, laCode: la }, now);
		return { store: openStore(db, created.partnershipId), made: true };
	}
	if (asked.partnership || asked.la)
		throw new Error('there is a partnership already: leave --partnership and --la out.');
	const meant = asked.code ? present.filter(({ code }) => code === asked.code) : present;
	const [only, ...more] = meant;
	if (!only) throw new Error('no partnership has that code.');
	if (more.length > 0) throw new Error('there are several partnerships: say which with --code.');
	return { store: openStore(db, only.partnershipId), made: false };
}

/** Gives the id of the person with that address, added where they are new. */
async function personFor(store: Store, { email, name, role }: Asked, now: Instant): Promise<string> {
	const present = await people.byEmail(store, email);
	if (present?.disabledAt) throw new Error('this person is disabled.');
	if (present) return present.personId;
	if (!name) throw new Error('nobody has this address yet: give --name (and --role) to add them.');
	const facts = {
		email,
		name,
		roles: [role],
		agency: null,
		capacity: DEFAULT_CAPACITY,
		trainedOn: null,
		schoolUrns: []
	};
	return people.add(store, facts, { actorId: null, now });
}

/** Prints the invitation; it is shown this once. */
export async function invite(values: Readonly<Record<string, string | boolean | undefined>>): Promise<void> {
	const settings = readSettings(process.env);
	const parsed = Asked.safeParse(values);
	if (!parsed.success) throw new Error(parsed.error.issues[0]?.message ?? 'the options cannot be read');
	const asked = parsed.data;
	const now = new Date().toISOString();
	await withDatabase(settings, async (db) => {
		await migrate(db);
		const { store, made } = await storeFor(db, asked, now);
		if (made) await publishRubrics(store, { actorId: null, now });
		const personId = await personFor(store, asked, now);
		const origin = settings.origin ?? `http://localhost:${settings.port}`;
		const { link, expiresAt } = await invitations.invite(store, personId, { actorId: null, origin, now });
		if (made) console.log(`Made the partnership ${asked.partnership} (${asked.code}).`);
		console.log(`Invitation for ${asked.email}, good once and until ${expiresAt}:`);
		console.log(link);
	});
}
