"""Where S3 serves the websites of buckets: the host and its hosted zone, by region.

https://docs.aws.amazon.com/general/latest/gr/s3.html#s3_website_region_endpoints
"""

from __future__ import annotations

from collections.abc import Mapping

WEBSITES: Mapping[str, tuple[str, str]] = {
    "af-south-1": ("s3-website.af-south-1.amazonaws.com", "Z11KHD8FBVPUYU"),
    "ap-east-1": ("s3-website.ap-east-1.amazonaws.com", "ZNB98KWMFR0R6"),
    "ap-east-2": ("s3-website.ap-east-2.amazonaws.com", "Z064739330DAH7WJVOO93"),
    "ap-northeast-1": ("s3-website-ap-northeast-1.amazonaws.com", "Z2M4EHUR26P7ZW"),
    "ap-northeast-2": ("s3-website.ap-northeast-2.amazonaws.com", "Z3W03O7B5YMIYP"),
    "ap-northeast-3": ("s3-website.ap-northeast-3.amazonaws.com", "Z2YQB5RD63NC85"),
    "ap-south-1": ("s3-website.ap-south-1.amazonaws.com", "Z11RGJOFQNVJUP"),
    "ap-south-2": ("s3-website.ap-south-2.amazonaws.com", "Z02976202B4EZMXIPMXF7"),
    "ap-southeast-1": ("s3-website-ap-southeast-1.amazonaws.com", "Z3O0J2DXBE1FTB"),
    "ap-southeast-2": ("s3-website-ap-southeast-2.amazonaws.com", "Z1WCIGYICN2BYD"),
    "ap-southeast-3": ("s3-website.ap-southeast-3.amazonaws.com", "Z01846753K324LI26A3VV"),
    "ap-southeast-4": ("s3-website.ap-southeast-4.amazonaws.com", "Z0312387243XT5FE14WFO"),
    "ap-southeast-5": ("s3-website.ap-southeast-5.amazonaws.com", "Z08660063OXLMA7F1FJHU"),
    "ap-southeast-7": ("s3-website.ap-southeast-7.amazonaws.com", "Z0031014GXUMRZG6I14G"),
    "ca-central-1": ("s3-website.ca-central-1.amazonaws.com", "Z1QDHH18159H29"),
    "ca-west-1": ("s3-website.ca-west-1.amazonaws.com", "Z03565811Z33SLEZTHOUL"),
    "eu-central-1": ("s3-website.eu-central-1.amazonaws.com", "Z21DNDUVLTQW6Q"),
    "eu-central-2": ("s3-website.eu-central-2.amazonaws.com", "Z030506016YDQGETNASS"),
    "eu-north-1": ("s3-website.eu-north-1.amazonaws.com", "Z3BAZG2TWCNX0D"),
    "eu-south-1": ("s3-website.eu-south-1.amazonaws.com", "Z3IXVV8C73GIO3"),
    "eu-south-2": ("s3-website.eu-south-2.amazonaws.com", "Z0081959F7139GRJC19J"),
    "eu-west-1": ("s3-website-eu-west-1.amazonaws.com", "Z1BKCTXD74EZPE"),
    "eu-west-2": ("s3-website.eu-west-2.amazonaws.com", "Z3GKZC51ZF0DB4"),
    "eu-west-3": ("s3-website.eu-west-3.amazonaws.com", "Z3R1K369G5AVDG"),
    "il-central-1": ("s3-website.il-central-1.amazonaws.com", "Z09640613K4A3MN55U7GU"),
    "me-central-1": ("s3-website.me-central-1.amazonaws.com", "Z06143092I8HRXZRUZROF"),
    "me-south-1": ("s3-website.me-south-1.amazonaws.com", "Z1MPMWCPA7YB62"),
    "sa-east-1": ("s3-website-sa-east-1.amazonaws.com", "Z7KQH4QJS55SO"),
    "us-east-1": ("s3-website-us-east-1.amazonaws.com", "Z3AQBSTGFYJSTF"),
    "us-east-2": ("s3-website.us-east-2.amazonaws.com", "Z2O1EMRO9K5GLX"),
    "us-west-1": ("s3-website-us-west-1.amazonaws.com", "Z2F56UZL2M1ACD"),
    "us-west-2": ("s3-website-us-west-2.amazonaws.com", "Z3BJ6K6RIION7M"),
}
