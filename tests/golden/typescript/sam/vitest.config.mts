import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    env: {
      AWS_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      TABLE_NAME: "test",
      POWERTOOLS_SERVICE_NAME: "test",
      POWERTOOLS_LOG_LEVEL: "SILENT",
    },
  },
});
