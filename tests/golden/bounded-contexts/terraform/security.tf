data "aws_iam_policy_document" "messages_key" {
  # checkov:skip=CKV_AWS_109:In the policy of a key * is the key itself, and the account's own policies say who may use it.
  # checkov:skip=CKV_AWS_111:In the policy of a key * is the key itself, and the account's own policies say who may use it.
  # checkov:skip=CKV_AWS_356:In the policy of a key * is the key itself, and the account's own policies say who may use it.

  statement {
    sid       = "Account"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type = "AWS"

      identifiers = [
        "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root",
      ]
    }
  }

  statement {
    sid       = "Publishers"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey*"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

resource "aws_kms_key" "messages" {
  description         = "Encrypts the topics that services of AWS publish to"
  enable_key_rotation = true
  policy              = data.aws_iam_policy_document.messages_key.json
}
