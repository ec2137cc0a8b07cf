/** `gt seed`: the demonstration partnership into an empty store, and the people whom it can be signed in as. */
import { DEMO_SEED } from '#seeds/demo/demonstration.ts';
import { demoRecoveryKey } from '#seeds/demo/recovery-key.ts';
import { signInLines } from '#seeds/demo/sign-ins.ts';
import { seedDemonstration } from '#seeds/seed.ts';
import { migrate } from '#lib/server/db/migrations.ts';
import { readSettings } from '#lib/server/env.ts';
import { dayAsked } from './gt-demo.ts';
import { withDatabase } from './gt-store.ts';

/** Loads the demonstration and prints its sign-ins. A store that holds something else is left alone. */
export async function seed(values: Readonly<Record<string, string | boolean | undefined>>): Promise<void> {
	const today = dayAsked(values.today);
	const settings = readSettings(process.env);
	await withDatabase(settings, async (db) => {
		await migrate(db);
		const began = performance.now();
		const now = new Date().toISOString();
		const { outcome, partnershipId, signIns } = await seedDemonstration(db, {
			today,
			seed: String(values.seed ?? DEMO_SEED),
			now
		});
		if (outcome === 'other') {
			if (values['if-empty'] !== true) throw new Error('the store holds a partnership already; nothing was changed.');
			return;
		}
		if (outcome === 'loaded') {
			const seconds = Math.round((performance.now() - began) / 1000);
			console.log(
				`Loaded the demonstration partnership in ${seconds} s. Nothing in it is a real child, school or person.`
			);
		}
		for (const line of signInLines(signIns)) console.log(line);
		if (partnershipId === null) return;
		const file = await demoRecoveryKey(db, { partnershipId, dataDir: settings.dataDir, now });
		if (file) console.log(`Recovery key, for a forgotten passphrase: ${file}`);
	});
}
