/** A start of its own, as another process makes it: migrates the store that its settings (JSON, first argument) name, and prints what ran. */
import { connect } from '#lib/server/db/connection.ts';
import { migrate } from '#lib/server/db/migrations.ts';

const db = await connect(JSON.parse(process.argv[2] ?? '{}') as { dataDir: string });
console.log(JSON.stringify(await migrate(db)));
await db.destroy();
