// What needs no connection: render grants and receipts.
export * from "./grant.js";
export * from "./note.js";
export * from "./receipt.js";
