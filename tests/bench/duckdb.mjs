// A dump into a table of DuckDB, without indexes, on disk: duckdb.mjs FOLDER csv|json DUMP DB
// FOLDER is where `npm install @duckdb/node-api` was run.
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [folder, format, dump, db] = process.argv.slice(2);
const { DuckDBInstance } = createRequire(resolve(folder) + "/")("@duckdb/node-api");
const read = format === "csv" ? `read_csv('${dump}', header=true)` : `read_json('${dump}', format='newline_delimited')`;

const instance = await DuckDBInstance.create(db, { threads: "2" });
const connection = await instance.connect();
await connection.run(`CREATE TABLE event AS SELECT * FROM ${read}`);
await connection.run("CHECKPOINT");
connection.closeSync();
instance.closeSync();
